-- A change of a model file: shown as a unified diff, and as the text it would become. Understood are nested maps, in lines of their own or
-- in { … } on one line; where the place of a change is not found, the change is told without one. Only the lines that change are touched:
-- comments, order, blanks and ends of line stay as they are.

local kith = require "kith"
local sorted_keys = require "kith.sorted_keys"

local model_change = {}

-- ---- Lines: { old = as it is, text = as it would be, ending = "\r" where it has one }; a line to be added has no `old` ----

local function lines_of(text)
  local lines = {}
  for line in text:gsub("\n?$", "\n", 1):gmatch "([^\n]*)\n" do
    local bare, ending = line:match "^(.-)(\r?)$"
    lines[#lines + 1] = { old = bare, text = bare, ending = ending }
  end
  return lines
end

-- The text of the lines; it ends as the one they came from.
local function text_of(lines, text)
  local parts, ending = {}, ""
  for i, line in ipairs(lines) do
    ending = line.ending or ending
    parts[i] = line.text .. ending
  end
  return table.concat(parts, "\n") .. (text:find "\n$" and "\n" or "")
end

local function key_of(text)
  local key = text:match "^%s*([^%s#:][^:#]-)%s*:%s" or text:match "^%s*([^%s#:][^:#]-)%s*:$"
  return key and (key:gsub("^[\"'](.*)[\"']$", "%1"))
end

local function indent_of(text) return #text:match "^%s*" end
local function says_something(text) return text:find "^%s*[^%s#]" ~= nil end

-- The line of a key directly below line `from`, or nil; the children's indent, and the last line of the block.
local function child(lines, from, key)
  local outer, inner, found, last = indent_of(lines[from].text), nil, nil, from
  for n = from + 1, #lines do
    local text = lines[n].text
    if says_something(text) then
      local indent = indent_of(text)
      if indent <= outer then break end
      inner, last = inner or indent, n
      if indent == inner and key_of(text) == key then found = found or n end
    end
  end
  return found, inner or outer + 2, last
end

-- ---- Values ----

local function scalar(value)
  if type(value) == "number" then return kith.number(value) end
  if type(value) == "boolean" then return value and "yes" or "no" end
  if value:find "^[%w][%w_./-]*$" or kith.is_span(value) then return value end
  return '"' .. kith.visible(value):gsub('["\\]', "\\%0") .. '"'
end

local function written(value)
  if type(value) ~= "table" then return scalar(value) end
  local parts = {}
  for i, each in ipairs(value) do parts[i] = written(each) end
  return "[" .. table.concat(parts, ", ") .. "]"
end

-- { relationship = { level = "strategic" } } -> { { path = { "relationship", "level" }, value = "strategic" } }, sorted.
local function leaves(tree, path, list)
  for _, key in ipairs(sorted_keys(tree)) do
    local here = table.move(path, 1, #path, 1, {})
    here[#here + 1] = key
    local value = tree[key]
    if type(value) == "table" and value[1] == nil then leaves(value, here, list)
    else list[#list + 1] = { path = here, value = value } end
  end
  return list
end

-- ---- Edits ----

-- Where the value at the beginning of a text ends: behind its closing quote, else before a comment.
local function value_end(text)
  local quote = text:match "^[\"']"
  if quote == '"' then return #text:match '^"[^"\\]*"?' end
  if quote then return #text:match "^'[^']*'?" end
  return (text:find "%s+#" or #text + 1) - 1
end

-- "  level: tactical   # comment" with another value.
local function with_value(text, value)
  local head, rest = text:match "^(%s*[^:]+:)%s*(.*)$"
  local behind = rest:find "^#" and " " .. rest or rest:sub(value_end(rest) + 1)
  local comment = behind:match "^%s+#.*$" or ""
  return head .. " " .. value .. comment
end

-- "  cadence: { ideal: 30d }" with another value for a key within the braces, or with the key added.
local function within_braces(text, key, value)
  local before, inside, behind = text:match "^(.-{)(.*)(}.*)$"
  local pattern = "(%f[%w_]" .. key:gsub("%p", "%%%0") .. "%s*:%s*)[^,{}%[%]]-(%s*[,}])"
  local changed, count = (inside .. "}"):gsub(pattern, function(head, tail) return head .. value .. tail end, 1)
  if count == 1 then return before .. changed:sub(1, -2) .. behind end
  local body = inside:match "^(.-)%s*$"
  return before .. body .. (body:find "%S" and ", " or " ") .. key .. ": " .. value .. " " .. behind
end

local function add_below(lines, at, indent, path, from, value)
  for i = from, #path do
    local text = (" "):rep(indent + 2 * (i - from)) .. path[i] .. ":" .. (i == #path and " " .. value or "")
    table.insert(lines, at + 1 + i - from, { text = text })
  end
end

-- One leaf, below line `at`; false where its place is not found.
local function edit(lines, at, leaf)
  local value = written(leaf.value)
  for i, key in ipairs(leaf.path) do
    local line = lines[at]
    if key_of(line.text) and line.text:find "{.*}" then
      if i < #leaf.path then return false end
      line.text = within_braces(line.text, key, value)
      return true
    end
    local found, indent, last = child(lines, at, key)
    if not found then
      add_below(lines, last, indent, leaf.path, i, value)
      return true
    end
    at = found
  end
  lines[at].text = with_value(lines[at].text, value)
  return true
end

-- ---- Showing ----

local function is_changed(line) return line.old ~= line.text end

-- Positions of the first and last change, and the number of the old line there; nil where nothing changes.
local function changed_range(lines)
  local first, last, number
  local old = 0
  for n, line in ipairs(lines) do
    old = old + (line.old and 1 or 0)
    if is_changed(line) then
      first, last = first or n, n
      number = number or (line.old and old or old + 1)
    end
  end
  return first, last, number
end

local function diff(name, lines, first, last)
  local shown, before, old, new = {}, 0, 0, 0
  local function show(mark, text) shown[#shown + 1] = mark .. kith.visible(text) end
  for n = 1, first - 1 do before = before + (lines[n].old and 1 or 0) end
  for n = first, last do
    local line = lines[n]
    if not is_changed(line) then show(" ", line.text) end
    if is_changed(line) and line.old then show("-", line.old) end
    if is_changed(line) then show("+", line.text) end
    old, new = old + (line.old and 1 or 0), new + 1
  end
  local head = ("--- %s\n+++ %s\n@@ -%d,%d +%d,%d @@\n"):format(name, name, before + 1, old, before + 1, new)
  return head .. table.concat(shown, "\n")
end

-- What a file says, by its top-level keys; nil where it cannot be read.
local function tree_of(text)
  local findings = kith.diagnostics()
  local scratch, tree = kith.workspace(findings), {}
  scratch:layer("file", text)
  for key in ("\n" .. text):gmatch "\n([%w_]+)%s*:" do tree[key] = scratch:raw(key) end
  return findings:errors() == 0 and tree or nil
end

local function same(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then return tostring(a) == tostring(b) end
  for key, value in pairs(a) do
    if not same(value, b[key]) then return false end
  end
  for key in pairs(b) do
    if a[key] == nil then return false end
  end
  return true
end

-- The tree with changes laid upon the entry at `path`.
local function laid_upon(tree, path, changes)
  local copy = {}
  for key, value in pairs(type(tree) == "table" and tree or {}) do copy[key] = value end
  if path[1] then
    copy[path[1]] = laid_upon(copy[path[1]], table.move(path, 2, #path, 1, {}), changes)
    return copy
  end
  for key, value in pairs(changes) do
    local map = type(value) == "table" and value[1] == nil
    copy[key] = map and laid_upon(copy[key], {}, value) or value
  end
  return copy
end

-- Whether the new text says what the old one said, with the changes, and nothing else. `path`: the keys that lead to the entry.
function model_change.says(old, new, path, changes)
  local before, after = tree_of(old), tree_of(new)
  return before ~= nil and after ~= nil and same(laid_upon(before, path, changes), after)
end

-- `changes` to the entry that begins on a line of a file. The diff or nil, the line to edit, changes whose place was not found, and the
-- text that the file would become.
function model_change.show(name, text, entry, changes)
  local lines, lost = lines_of(text), {}
  for _, leaf in ipairs(leaves(changes, {}, {})) do
    if not (lines[entry] and edit(lines, entry, leaf)) then
      lost[#lost + 1] = ("%s: %s"):format(table.concat(leaf.path, "."), written(leaf.value))
    end
  end
  local first, last, number = changed_range(lines)
  if not first then return nil, entry, lost, text end
  return diff(name, lines, math.max(1, first - 1), math.min(#lines, last + 1)), number, lost, text_of(lines, text)
end

return model_change
