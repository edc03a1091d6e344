"""Page text that wants to be more than text."""

from __future__ import annotations

from itertools import product

from tests.publish.history import PAGES, day
from tests.publish.source import Sample
from tracker.model import Page

RUN = "document.documentElement.setAttribute('data-owned',1)"

_BREAKS = [
    "",
    '">',
    "'>",
    "`>",
    "</p>",
    "</del></strong>",
    "</title>",
    "</textarea>",
    "</style>",
    "</script>",
    "-->",
    "]]>",
    "]]]]><![CDATA[>",
    "<![CDATA[",
    "?>",
    "&quot;&gt;",
    "&#x22;&#62;",
    "%22%3E",
    "\u2028",
    "{{7*7}}{%raw%}",
]
_PAYLOADS = [
    f"<script>{RUN}</script>",
    f"<ScRiPt src=data:,{RUN}></sCrIpT>",
    f"<img src=x onerror={RUN}>",
    f"<img/src=`x`/onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<body onload={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<audio src=x onerror={RUN}>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<iframe src=javascript:parent.{RUN}></iframe>",
    f"<object data=javascript:{RUN}></object>",
    f"<embed src=javascript:{RUN}>",
    f"<a href=javascript:{RUN} autofocus>x</a>",
    f"<form action=javascript:{RUN}><button autofocus>x</button></form>",
    f"<math><mtext><script>{RUN}</script></mtext></math>",
    f"<template><script>{RUN}</script></template>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"<xsl:value-of select=\"x\" xmlns:xsl='http://www.w3.org/1999/XSL/Transform'/><script>{RUN}</script>",
    f"<html:script xmlns:html='http://www.w3.org/1999/xhtml'>{RUN}</html:script>",
    f"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;<script>{RUN}</script>",
    f"<?xml-stylesheet href='data:text/xsl,x'?><script>{RUN}</script>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    f"<base href='javascript:{RUN}//'>",
    f"<link rel=stylesheet href='data:text/css,*{{display:none}}'><script>{RUN}</script>",
    f"<style>@import 'javascript:{RUN}';</style>",
    f'<p style="background:url(javascript:{RUN})" onmouseover={RUN}>x',
    f"<marquee onstart={RUN}>x</marquee>",
    f"<select onfocus={RUN} autofocus></select>",
    f"<textarea autofocus onfocus={RUN}>",
    f"<isindex type=image src=1 onerror={RUN}>",
    f"<table background=javascript:{RUN}>",
    f"<div id=found><script>{RUN}</script></div>",
    f'"; {RUN}; "',
    f"'; {RUN}; '",
    f"${{{RUN}}}",
    f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"<scr\x00ipt>{RUN}</scr\x00ipt>",
    f"<\u202escript>{RUN}</script>",
    f"<img src=x onerror\x0b={RUN}>",
    f"\ud83d<script>{RUN}</script>\udca9",
    f"\u05e9\u05dc\u05d5\u05dd <script>{RUN}</script> \u0633\u0644\u0627\u0645",
    f"\U0001f469\U0001f3fd\u200d\u2696\ufe0f<script>{RUN}</script>\ufffe\uffff",
    f"\x9b31m\x1b[31m<script>{RUN}</script>\x7f\x85",
    f'<img src=x onerror="{RUN}" \x0c>',
    f'<svg><foreignObject><iframe srcdoc="<script>top.{RUN}</script>"></iframe></foreignObject></svg>',
    f'<details/open/ontoggle="{RUN}">',
    f"<button popovertarget=x onbeforetoggle={RUN}>",
    f"<object type=text/html data='data:text/html,<script>parent.{RUN}</script>'></object>",
    f"<keygen autofocus onfocus={RUN}>",
    f"<frameset onload={RUN}>",
    f"<img srcset=x onerror={RUN}>",
    f"<image src=x onerror={RUN}>",
    f"<script type=module>{RUN}</script>",
    f"<script>/*\u2028*/{RUN}</script>",
    f"<svg><use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg><script>{RUN}</script></svg>#x'/></svg>",
    f"<embed type=image/svg+xml src='data:image/svg+xml,<svg onload={RUN}>'>",
    f"<svg><a xlink:href=javascript:{RUN}><text y=20>x</text></a></svg>",
    f"<link rel=import href='data:text/html,<script>{RUN}</script>'>",
    f"<applet code=javascript:{RUN}>",
    f"<layer src=javascript:{RUN}>",
    f"<bgsound src=javascript:{RUN}>",
    f"<img dynsrc=javascript:{RUN} onload={RUN}>",
    f"<dialog open oncancel={RUN} onclose={RUN}>",
    f"<slot onslotchange={RUN}>",
    f"<portal src=javascript:{RUN} onload={RUN}>",
    f"<fencedframe onload={RUN}>",
    f"<track onerror={RUN} src=x>",
    f"<video poster=javascript:{RUN} onloadstart={RUN} src=x>",
    f"<style onload={RUN}></style>",
    f"<link rel=stylesheet onload={RUN} href=style.css>",
    f"<xmp><script>{RUN}</script></xmp>",
    f"<plaintext><script>{RUN}</script>",
    f"<listing>&lt;script&gt;{RUN}</listing><script>{RUN}</script>",
    f"<nobr onfocusin={RUN} tabindex=0 autofocus>",
    f"<x contenteditable autofocus onfocus={RUN}>",
    f"<x style=animation-name:x onanimationstart={RUN}>",
]

# As decoding leaves them: half a pair of code units is no text, and stands in no page.
STRINGS = [(before + payload).encode("utf-8", "replace").decode() for before, payload in product(_BREAKS, _PAYLOADS)]


def hostile_source(each: int = 100) -> Sample:
    """Every string comes and goes as a statement of some change, and is a headline, a title or a name of some."""
    pages = [
        Page(
            f"p{n}",
            STRINGS[n * 7] or "x",
            STRINGS[n * 11 + 1],
            "https://x.example/?<script>&" + STRINGS[n][:50],
            tags=(STRINGS[n + 3],),
        )
        for n in range(4)
    ]
    source = Sample([*PAGES, *pages])
    for page in pages:
        source.say(page.id, "Nothing to see.", day(0))
    for n in range(0, len(STRINGS), each):
        part = [text.replace("\n", " ") for text in STRINGS[n : n + each]]
        page = pages[n // each % len(pages)].id
        source.say(page, "\n".join(part), day(1 + n / each), headline=part[0][:120], reason=part[-1], flags=(part[1],))
    return source
