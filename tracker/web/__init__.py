"""The doors for programs: `serve` over HTTP, `mcp` for language models. Each is an extra, and imported by itself."""
