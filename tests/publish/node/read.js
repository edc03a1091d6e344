// What two well-kept parsers read from the feeds named as arguments: by file and parser, [id, link, time] of each entry.
import { readFileSync } from "node:fs";
import { parseFeed } from "feedsmith";
import Parser from "rss-parser";

const time = (text) => new Date(text).toISOString();
const alternate = (links) => links.find((link) => (link.rel ?? "alternate") === "alternate").href;
const READ = {
  rss: (feed) => feed.items?.map((item) => [item.guid.value, item.link, time(item.pubDate)]) ?? [],
  atom: (feed) => feed.entries?.map((entry) => [entry.id, alternate(entry.links), time(entry.published)]) ?? [],
  json: (feed) => feed.items?.map((item) => [item.id, item.url, time(item.date_published)]) ?? [],
};
const found = {};

for (const path of process.argv.slice(2)) {
  const text = readFileSync(path, "utf8");
  const { format, feed } = parseFeed(text);
  found[path] = { feedsmith: READ[format](feed) };
  if (format !== "json") {
    const { items } = await new Parser().parseString(text);
    found[path]["rss-parser"] = items.map((item) => [item.id ?? item.guid, item.link, time(item.isoDate)]);
  }
}
process.stdout.write(JSON.stringify(found));
