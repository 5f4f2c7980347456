-- Nothing that a person or a script wrote is live in a report: hostile texts in every text field of every part of a document, in every
-- format; and names like that all the way from a model file to a page.

local chart = require "kith.chart"
local document = require "kith.document"
local json = require "dkjson"
local kith = require "kith"
local lfs = require "lfs"

local HOSTILE = {
  -- markup, and ways out of text, attributes, titles and style sheets
  "<script>alert(1)</script>", "</script><script>alert(1)</script>", "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
  "</svg><img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', "'><b>x",
  '" onmouseover="alert(1)', "' onmouseover='alert(1)", "` onmouseover=`alert(1)", '" autofocus onfocus=alert(1) x="',
    "<a href=javascript:alert(1)>x</a>",
  "<iframe src=//evil.example>", "<style>*{display:none}</style>", "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<base href=//evil.example>",
  "<!--", "-->", "<![CDATA[", "]]>", "<?xml version='1.0'?>", "&lt;script&gt;", "&#60;script&#62;", "&quot;", "&amp;lt;", "<", ">", "&",
    '"', "'",
  "</td></tr></table><h1>x", "</desc><script>x</script>", "<ScRiPt\n>alert(1)</sCrIpT\n>", "<\0script>alert(1)</script>",
    "url(javascript:alert(1))",
  "expression(alert(1))", "x}</style><x>", "<form action=//evil.example><input name=x>", "<object data=//evil.example>",
    "<math><mtext></form>",
  -- Markdown, and what forges and pandoc make of text
  "[x](javascript:alert(1))", "![x](http://evil.example/x.png)", "<http://evil.example>", "http://evil.example", "www.evil.example",
    "[x]: http://evil.example",
  "`code`", "```\nfence", "# heading", "- item", "1. item", "> quote", "| a | b |", "***bold***", "__bold__", "~~gone~~", "$x^2$",
    "{.class}", "@user", "a@evil.example",
  "---", "===", "% title", ":::", "\\", "\\[x](y)", "<details>",
  -- spreadsheets
  "=1+1", "=cmd|'/C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", " =1+1", "＝1+1", "\u{feff}=1+1", "\u{200b}=1+1", 'x";=1+1',
    '=HYPERLINK("http://evil.example")',
  'x,"y",=1', "x\n=1+1",
  -- terminals and the eye
  "\27[31mred", "\27]0;title\7", "\27[2J", "\8\8\8", "\0", "\u{202e}txt.exe", "\u{2066}x\u{2069}", "\u{200f}x", "\u{9b}31m", "a\rb",
    "\u{2028}x", "\255\254", "\192\188script>",
  -- nothing wrong with these but that they are rare
  ("A"):rep(10240), ("ab "):rep(3413), "👩‍👩‍👧‍👦 Familie", "مريم", "日本語の名前", "e\u{301}", "𝒳", "", " ",
}

-- Every text field there is holds the text.
local function tree_of(h)
  local nodes = {
    { is = "text", text = h }, { is = "text", text = h, tone = "lead" }, { is = "text", text = h, tone = "warning" },
    { is = "list", items = { h, h } }, { is = "list", items = { h }, ordered = true }, { is = "list", items = {}, empty = h },
    { is = "facts", items = { { label = h, value = h }, { label = h, value = h, as = "band" }, { label = h, value = h, as = "command" },
      { label = h, value = h, as = "day" } } },
    { is = "table", title = h, note = h, columns = { { key = h, title = h }, { key = "b", title = h, as = "band" },
      { key = "c", as = "command" } },
      rows = { { h, h, h }, { [h] = h, b = h } } },
    { is = "table", title = h, columns = { { key = "a" } }, rows = {}, empty = h },
    { is = "columns", content = { { is = "text", text = h } } },
    { is = "section", title = h, empty = h },
  }
  local charts = {
    line = { series = { { name = h, points = { { day = "2026-01-01", value = 1 } } } }, bands = { { name = h, from = 0 } },
      marks = { { day = "2026-01-01", text = h } } },
    bars = { items = { { label = h, value = 1, note = h, band = h } }, marks = { { value = 1, label = h } }, unit = h },
    waterfall = { from = { label = h, value = 1 }, to = { label = h, value = 2 }, steps = { { label = h, change = 1, note = h } } },
    dumbbell = { a = h, b = h, low = 0, high = 1, items = { { label = h, a = 0 } } },
    scatter = { x = { label = h, low = 0, high = 1, split = 0.5 }, y = { label = h, low = 0, high = 1, split = 0.5 },
      points = { { label = h, x = 0, y = 0, band = h } },
      quarters = { top_left = h, top_right = h, bottom_left = h, bottom_right = h } },
    fan = { levels = { 0.5 }, x = { label = h }, series = { { name = h, points = { { x = 0, values = { 1 } },
      { x = 1, values = { 2 } } } }, { name = h, points = {} } } },
    interval = { reference = { value = 0, label = h }, items = { { label = h, value = 1, low = 0, high = 2, note = h } } },
    tornado = { base = { value = 1, label = h }, items = { { label = h, low = 0, high = 2, from = h, to = h, note = h } } },
    heat = { rows = { h }, columns = { h }, values = { { 1 } }, corner = h }, matrix = { states = { h }, values = { { 1 } }, from = h,
      to = h },
    map = { nodes = {
      { id = h, label = h, kind = "us" }, { id = "b" .. h, label = h, kind = "bundle", more = 2 },
      { id = "p" .. h, label = h, band = h, note = h } },
      types = { h }, links = { { from = h, to = "p" .. h, via = "b" .. h, type = h } } },
    timeline = { from = "2026-01-01", to = "2026-02-01", lanes = { { label = h, items = { { day = "2026-01-02", to = "2026-01-03",
      text = h, band = h } } } } },
  }
  for _, kind in ipairs(chart.NAMES) do
    local node = charts[kind]
    node.is, node.kind, node.title, node.note = "chart", kind, h, h
    nodes[#nodes + 1] = node
  end
  return assert(document.check { is = "document", title = h, subtitle = h, content = { { is = "section", title = h, content = nodes } } })
end

local function source_of(h)
  return { day = "2026-07-01", anchor = "12:ab", practice = h, version = "0", language = "en",
    scripts = { { what = "Rule", name = h, path = h, digest = ("ab"):rep(32) } } }
end

local function render(format, h) return require("kith.render." .. format).document(tree_of(h), source_of(h), { width = 80 }) end

-- ---- What would be live ----

-- luassert is too slow to be asked of each attribute of thousands.
local function must(holds, message)
  if not holds then error(message, 2) end
end

local function set(words)
  local names = {}
  for word in words:gmatch "%S+" do names[word] = true end
  return names
end

local TAGS = set [[!DOCTYPE html head meta title style body header main footer section h1 h2 h3 h4 h5 h6 p strong ul ol li dl div dt dd
  table caption thead tbody tr th td figure figcaption details summary span time code svg desc rect line circle polyline polygon text]]
local ATTRIBUTES = set [[lang charset http-equiv content name class id scope data-label datetime aria-labelledby viewBox role font-family
  xmlns x y x1 x2 y1 y2 cx cy r width height points fill stroke stroke-width stroke-dasharray stroke-linejoin font-size font-weight
  text-anchor paint-order transform rx]]

-- Every tag and attribute is one that renderers write, every value is quoted, and no other `<` is left.
local function check_html(page, which)
  local body = page:gsub("<style>.-</style>", "", 1)
  local rest = body:gsub("<(/?)([%w!]+)([^<>]*)>", function(_, tag, attributes)
    must(TAGS[tag], which .. ": tag " .. tag)
    local left = attributes:gsub('%s+([%w-]+)="[^"<>]*"', function(name)
      must(ATTRIBUTES[name], which .. ": attribute " .. name)
      return ""
    end)
    left = left:gsub("^ html$", ""):gsub("%s*/$", "")
    must(left == "", which .. ": in the tag " .. tag)
    return ""
  end)
  must(not rest:find "[<>]", which .. ": a bare angle bracket")
  must(not rest:gsub("&%a+;", ""):gsub("&#39;", ""):find("&", 1, true), which .. ": a bare ampersand")
end

-- Punctuation that makes something of Markdown, counted; escaped it does not.
local function live_markdown(text)
  local left = text:gsub("\\[%p]", "x"):gsub("&%a+;", "x")
  local counts = {}
  for each in left:gmatch "[%[%]<>`*_~|$^{}@#!]" do counts[each] = (counts[each] or 0) + 1 end
  counts.links = select(2, left:gsub("://", "")) + select(2, left:lower():gsub("www%.", ""))
  local starts = {}
  for line in left:gmatch "[^\n]*" do starts[#starts + 1] = line:match "^%s*[-+=:%%>]+%s" or line:match "^%s*%d+[.)]%s"
    or line:match "^%s*(---)" or "" end
  counts.starts = table.concat(starts, "/")
  return counts
end

-- Fields of RFC 4180, all of them quoted or numbers.
local function fields_of(text)
  local list, at = {}, 1
  while at <= #text do
    local value, after
    if text:sub(at, at) == '"' then
      local from = at + 1
      repeat
        local quote = text:find('"', from, true)
        after = text:sub(quote, quote + 1) == '""'
        from = quote + (after and 2 or 1)
      until not after
      value, at = text:sub(at + 1, from - 2), from
    else
      value = text:match("^[^,\n]*", at)
      must(value == "" or tonumber(value) ~= nil, "a bare field: " .. value)
      at = at + #value
    end
    list[#list + 1] = value
    at = at + 1
  end
  return list
end

local function check_csv(text, which)
  for _, field in ipairs(fields_of(text)) do
    local bare = field:gsub("^[\u{feff}\u{200b}%s]*", "")
    must(not bare:find "^[=+@]", which)
    must(not bare:find "^%-" or tonumber(bare) ~= nil, which)
  end
end

-- No control character but line ends, nothing that turns the direction of text, and UTF-8 throughout.
local function check_visible(text, which)
  must(not text:find "[%z\1-\9\11-\31\127]", which .. ": a control character")
  must(utf8.len(text), which .. ": not UTF-8")
  for _, code in utf8.codes(text) do
    local turns = code >= 0x202A and code <= 0x202E or code >= 0x2066 and code <= 0x2069 or code == 0x200E or code == 0x200F
      or code >= 0x80 and code < 0xA0
    must(not turns, which .. (": U+%04X"):format(code))
  end
end

describe("a hostile text in every field of a document", function()
  local quiet = {}
  setup(function()
    for _, format in ipairs { "text", "markdown", "html", "json", "csv" } do quiet[format] = render(format, "Ordinary") end
  end)

  it("is one of more than sixty", function() assert.is_true(#HOSTILE >= 60) end)

  for i, h in ipairs(HOSTILE) do
    it(("is inert in every format: %d %q"):format(i, kith.visible(h:sub(1, 40))), function()
      for _, format in ipairs { "text", "markdown", "html", "csv" } do
        local made = render(format, h)
        check_visible(made, format)
        if format == "html" then check_html(made, format) end
        if format == "csv" then check_csv(made, format) end
        if format == "markdown" then assert.same(live_markdown(quiet.markdown), live_markdown(made)) end
      end
      local decoded = json.decode(render("json", h))
      if utf8.len(h) then assert.equal(h, decoded.title) end
    end)
  end
end)

-- ---- From a model file to a page ----

local function write(path, text)
  local file = assert(io.open(path, "w"))
  file:write(text)
  file:close()
end

local function workspace_with(names)
  local dir = os.tmpname()
  os.remove(dir)
  lfs.mkdir(dir)
  lfs.mkdir(dir .. "/models")
  write(dir .. "/practice.yaml", ("name: %s\nbegins: 2026-01-01\n"):format(json.encode(names[1])))
  local lines = { "staff: { anna: { name: " .. json.encode(names[2]) .. " } }", "stakeholders:" }
  for i, name in ipairs(names) do
    local quoted = json.encode(name)
    lines[#lines + 1] = ("  s%d: { name: %s, kind: person, roles: customer, power: 0.5, interest: 0.5, tags: [ %s ], "
      .. "relationship: { model: basic-tactical, owner: anna, since: 2026-01-01, needs: { n: { text: %s } } } }"):format(i, quoted,
      quoted, quoted)
  end
  write(dir .. "/models/people.yaml", table.concat(lines, "\n") .. "\n")
  return dir
end

local function note(ws, event) assert(ws.core:note(event, { today = "2026-07-01", by = "anna" })) end

describe("a hostile name in a model and a journal", function()
  it("is inert in every report and format", function()
    local report, workspace = require "kith.report", require "kith.workspace"
    local names = {}
    for _, h in ipairs(HOSTILE) do
      local plain = utf8.len(h) and not h:find "[%z\1-\31\127]" and h:find "%S" and #h < 200
      if plain and #names < 60 then names[#names + 1] = h end
    end
    kith.home = lfs.currentdir()
    local dir = workspace_with(names)
    local ws = assert(workspace.open { dir = dir, today = "2026-07-01", write = true })
    assert(ws.core:begin())
    assert(ws:sync())
    for i, h in ipairs(names) do
      note(ws, { kind = "interaction", of = "s" .. i, channel = "call", note = h, at = "2026-06-01" })
      note(ws, { kind = "commitment", of = "s" .. i, by = "us", text = h, due = "2026-06-15", at = "2026-05-01" })
      note(ws, { kind = "incident", of = "s" .. i, title = h, severity = "severe", at = "2026-06-02" })
    end
    assert(ws.core:commit())
    local made = 0
    for _, name in ipairs(report.names(ws)) do
      local header = assert(report.load(ws, name))
      for i = 1, header.about and #names or 1 do
        local tree, source = report.make(ws, header, header.about and ws:subject("s" .. i) or nil)
        assert.truthy(tree, ws.findings:render())
        for format in pairs(report.FORMATS) do
          local text = report.render(ws, tree, source, format, { width = 100 })
          if format ~= "json" then check_visible(text, name .. " " .. format) end
          if format == "html" then check_html(text, name) end
          if format == "csv" then check_csv(text, name) end
          made = made + 1
        end
      end
    end
    assert.is_true(made >= 300)
    ws:close()
    for _, file in ipairs { "/models/people.yaml", "/practice.yaml", "/journal.db" } do os.remove(dir .. file) end
    lfs.rmdir(dir .. "/models")
    lfs.rmdir(dir)
  end)
end)
