-- A document as one HTML file: nothing is fetched and nothing runs, and the policy in its head says so. Every text is escaped where it is
-- written. Charts come twice, for a desk and for a phone; the data behind each stands under it. Made to be printed as well.

local canvas = require "kith.chart.canvas"
local chart = require "kith.chart"
local kith = require "kith"
local style = require "kith.render.html_style"
local words = require "kith.render.words"

local render = {}

local escape = canvas.escape
local WIDE, NARROW = 680, 350

local function add(out, text, ...) out[#out + 1] = select("#", ...) > 0 and text:format(...) or text end

-- ---- Values ----

local BANDS = { red = true, amber = true, green = true, unknown = true }

local function band_html(name)
  return ('<span class="band%s">%s</span>'):format(BANDS[name] and " " .. name or "", escape(words.band(name)))
end

-- Days are marked as such, which also keeps them on one line.
local function prose(text)
  return (escape(text):gsub("%f[%w%-](%d%d%d%d%-%d%d%-%d%d)%f[^%w%-]", function(day)
    return kith.is_day(day) and ('<time datetime="%s">%s</time>'):format(day, words.day(day)) or nil
  end))
end

local function cell_html(value, form)
  if form == "band" and type(value) == "string" then return band_html(value) end
  if form == "command" and type(value) == "string" then return "<code>" .. escape(value) .. "</code>" end
  local text = words.cell(value, form)
  if not text then return '<span class="missing">' .. words.MISSING .. "</span>" end
  return prose(text)
end

-- Only a word that no column has room for may be broken anywhere.
local LONG_WORD = 24

local function classes_of(column, value)
  local list = {}
  if words.right(column) then list[1] = "right" end
  if value == nil then list[#list + 1] = "none" end
  for word in (type(value) == "string" and value or ""):gmatch "%S+" do
    if #word > LONG_WORD and column.as ~= "command" then
      list[#list + 1] = "long"
      break
    end
  end
  return #list > 0 and (' class="%s"'):format(table.concat(list, " ")) or ""
end

-- ---- Tables ----

-- The first column names its row. On a phone each row becomes a card: every cell carries the name of its column.
local MOST_COLUMNS = 9 -- beside each other; more are shown as cards

-- On a phone a cell is a grid of its label and its content: words and elements beside each other are held together.
local function held_together(inner)
  local mixed = inner:find "<" and not inner:find "^<(%w+)[^<>]*>[^<]*</%1>$"
  return mixed and "<div>" .. inner .. "</div>" or inner
end

-- A caption that only says again what the heading above says is for those who cannot see that.
local function table_html(out, node, caption)
  add(out, #node.columns > MOST_COLUMNS and '<table class="cards">' or "<table>")
  if caption then add(out, (caption == out.section and '<caption class="hidden">' or "<caption>") .. prose(caption) .. "</caption>") end
  add(out, "<thead><tr>")
  for _, column in ipairs(node.columns) do
    add(out, '<th scope="col"%s>%s</th>', words.right(column) and ' class="right"' or "", escape(column.title or column.key))
  end
  add(out, "</tr></thead><tbody>\n")
  for _, row in ipairs(node.rows) do
    add(out, "<tr>")
    for i, column in ipairs(node.columns) do
      local inner = cell_html(row[column.key], column.as)
      local class = classes_of(column, row[column.key])
      if i == 1 then add(out, ('<th scope="row"%s>'):format(class) .. inner .. "</th>")
      else add(out, ('<td%s data-label="%s">'):format(class, escape(column.title or column.key)) .. held_together(inner) .. "</td>") end
    end
    add(out, "</tr>\n")
  end
  add(out, "</tbody></table>\n")
end

-- ---- Parts ----

local nodes = {}

local function paragraph(out, text, class)
  add(out, ("<p%s>"):format(class and ' class="' .. class .. '"' or "") .. prose(text) .. "</p>\n")
end

function nodes.text(out, node)
  if node.tone ~= "warning" then return paragraph(out, node.text, node.tone) end
  add(out, '<p class="warning"><strong>' .. escape(words.say "Note:") .. "</strong> " .. prose(node.text) .. "</p>\n")
end

function nodes.list(out, node)
  if #node.items == 0 then return paragraph(out, words.empty(node), "empty") end
  local tag = node.ordered and "ol" or "ul"
  add(out, "<" .. tag .. ">\n")
  for _, item in ipairs(node.items) do add(out, "<li>" .. prose(item) .. "</li>\n") end
  add(out, "</" .. tag .. ">\n")
end

function nodes.facts(out, node)
  if #node.items == 0 then return paragraph(out, words.empty(node), "empty") end
  add(out, '<dl class="facts">\n')
  for _, item in ipairs(node.items) do
    add(out, "<div><dt>" .. escape(item.label) .. "</dt><dd>" .. cell_html(item.value, item.as) .. "</dd></div>\n")
  end
  add(out, "</dl>\n")
end

nodes["table"] = function(out, node)
  if #node.rows == 0 then
    if node.title then paragraph(out, node.title, "caption") end
    return paragraph(out, words.empty(node), "empty")
  end
  table_html(out, node, node.title or out.section)
  if node.note then paragraph(out, node.note, "note") end
end

local function data_of(out, node)
  for _, each in ipairs(chart.tables(node)) do
    if #each.rows > 0 then table_html(out, each, each.title) end
  end
end

-- What cannot be drawn here stands there as its tables.
function nodes.chart(out, node)
  if chart.is_empty(node) then
    paragraph(out, node.title, "caption")
    return paragraph(out, words.empty(node), "empty")
  end
  out.charts = out.charts + 1
  local id = "chart-" .. out.charts
  local wide, why = chart.svg(node, { id = id, width = out.width, class = "wide" })
  local narrow = wide and chart.svg(node, { id = id .. "-narrow", width = NARROW, class = "narrow" })
  if not narrow then
    paragraph(out, why or words.say "None.", "note")
    return data_of(out, node)
  end
  add(out, "<figure><figcaption>" .. prose(node.title) .. "</figcaption>\n")
  add(out, wide .. "\n" .. narrow .. "\n")
  if node.note then paragraph(out, node.note, "note") end
  add(out, "<details><summary>" .. escape(words.say "Data") .. "<span class=\"hidden\">: " .. prose(node.title) .. "</span></summary>\n")
  data_of(out, node)
  add(out, "</details></figure>\n")
end

local content

function nodes.section(out, node, depth)
  local level, outer = math.min(depth, 6), out.section
  out.headings = out.headings + 1
  local id = "section-" .. out.headings
  add(out, '<section aria-labelledby="%s"><h%d id="%s">', id, level, id)
  add(out, prose(node.title) .. ("</h%d>\n"):format(level))
  out.section = node.title
  if #(node.content or {}) == 0 then paragraph(out, words.empty(node), "empty") else content(out, node.content, depth + 1) end
  out.section = outer
  add(out, "</section>\n")
end

-- Beside each other a drawing has half the width; it is made for that, not shrunk.
function nodes.columns(out, node, depth)
  local width = out.width
  out.width = #node.content > 1 and NARROW or width
  add(out, '<div class="columns">\n')
  for _, each in ipairs(node.content) do
    add(out, "<div>\n")
    content(out, { each }, depth)
    add(out, "</div>\n")
  end
  add(out, "</div>\n")
  out.width = width
end

function content(out, list, depth)
  for _, node in ipairs(list) do nodes[node.is](out, node, depth) end
end

-- ---- The page ----

-- Nothing but the style sheet that is in the page, by its digest, and pictures that are in it too.
local POLICY = "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'%s"

local function head(out, tree, source, sheet)
  local images = source.logo and "; img-src data:" or ""
  add(out, '<!DOCTYPE html>\n<html lang="%s">\n<head>\n<meta charset="utf-8">\n', escape(source.language or "en"))
  add(out, '<meta http-equiv="Content-Security-Policy" content="' .. POLICY .. '">\n', kith.digest(sheet, "base64"), images)
  add(out, '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">\n')
  add(out, "<title>" .. escape(tree.title .. " – " .. source.practice) .. "</title>\n")
  add(out, "<style>" .. sheet .. "</style>\n</head>\n<body>\n")
end

local function masthead(out, tree, source)
  add(out, "<header>\n")
  if source.logo then add(out, ('<img class="logo" alt="" src="data:%s;base64,%s">\n'):format(source.logo.type, source.logo.base64)) end
  add(out, '<p class="practice">' .. escape(source.practice) .. "</p>\n<h1>" .. prose(tree.title) .. "</h1>\n")
  if tree.subtitle then paragraph(out, tree.subtitle, "subtitle") end
  add(out, "</header>\n")
end

local function footer(out, source)
  add(out, "<footer>\n<h2>" .. escape(words.say "What this rests on") .. "</h2>\n<ul>\n")
  for _, line in ipairs(words.provenance(source)) do add(out, "<li>" .. escape(line) .. "</li>\n") end
  add(out, "</ul>\n</footer>\n")
end

function render.document(tree, source)
  local out = { charts = 0, headings = 0, width = WIDE }
  head(out, tree, source, style.sheet(source.colour))
  masthead(out, tree, source)
  add(out, "<main>\n")
  content(out, tree.content, 2)
  add(out, "</main>\n")
  footer(out, source)
  add(out, "</body>\n</html>\n")
  return table.concat(out)
end

return render
