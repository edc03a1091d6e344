<?xml version="1.0" encoding="UTF-8"?>
<!-- What a person sees who opens a feed in a browser: what it is, how to follow it, and what is in it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:atom="http://www.w3.org/2005/Atom"
  xmlns:fh="http://purl.org/syndication/history/1.0" exclude-result-prefixes="atom fh">
  <xsl:output method="html" encoding="UTF-8" doctype-system="about:legacy-compat"/>
  <xsl:variable name="style" select="substring-before(substring-after(/processing-instruction('xml-stylesheet'), 'href=&quot;'), 'feed.xsl')"/>

  <xsl:template match="/">
    <html lang="en">
      <head>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title><xsl:value-of select="rss/channel/title | atom:feed/atom:title"/> (feed)</title>
        <link rel="stylesheet" href="{$style}style.css"/>
      </head>
      <body>
        <header class="site">
          <span class="name">A web feed</span>
          <nav><a href="{$style}index.html">Latest</a><a href="{$style}feeds.html">Feeds</a></nav>
        </header>
        <main>
          <xsl:apply-templates select="rss/channel | atom:feed"/>
        </main>
      </body>
    </html>
  </xsl:template>

  <xsl:template match="channel | atom:feed">
    <h1><xsl:value-of select="title | atom:title"/></h1>
    <p class="lead"><xsl:value-of select="description | atom:subtitle"/></p>
    <p class="flag"><strong>This is a feed.</strong> To follow it, copy the address of this page into a feed reader.
      It will then show every new change by itself.</p>
    <p><a href="{link | atom:link[not(@rel) or @rel='alternate']/@href}">The same as a page</a>
      <xsl:for-each select="atom:link[@rel='current']"> · <a href="{@href}">The newest part of this feed</a></xsl:for-each>
      <xsl:for-each select="atom:link[@rel='prev-archive']"> · <a href="{@href}">Older entries</a></xsl:for-each>
    </p>
    <section class="rows"><xsl:apply-templates select="item | atom:entry"/></section>
  </xsl:template>

  <xsl:template match="item | atom:entry">
    <article class="row">
      <p class="meta"><xsl:value-of select="pubDate"/><xsl:value-of select="substring(atom:published, 1, 10)"/></p>
      <h2><a href="{link | atom:link[not(@rel) or @rel='alternate']/@href}"><xsl:value-of select="title | atom:title"/></a></h2>
      <blockquote><xsl:value-of select="description | atom:summary"/></blockquote>
    </article>
  </xsl:template>
</xsl:stylesheet>
