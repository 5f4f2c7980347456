-- Findings about rules, cycles and scenarios, at their place in a script.

local script_text = require "kith.script_text"
local sorted_keys = require "kith.sorted_keys"
local suggest = require "kith.suggest"

local findings = {}

-- A finding at a word of the topmost file of a rule (or what its `kind` says) that holds it.
function findings.tell(ws, rule, word, message, line, path)
  local files = path and { ws:file(path) } or ws:scripts(rule.kind or "rules", rule.name)
  for i = #files, 1, -1 do
    local file = files[i]
    local at, column, width = script_text.find_word(file, word, line)
    if width > 0 or i == 1 then
      ws.findings:error(ws:script_source(file.path), at, column, width, message)
      return
    end
  end
  ws.findings:error(0, 0, 0, 0, message)
end

-- A message of Lua names what it is about ("unknown name "avrage"", "near '}'"): where that word stands in a line.
local function word_in(line, message)
  local word = message:match "^[^\"']*\"([%w_%.%-]*%a[%w_%.%-]*)\"" or message:match "'([^']+)'%)?$"
  if not word then return nil end
  if word:find "^[%w_]+$" then return line:find("%f[%w_]" .. word .. "%f[^%w_]") end
  return line:find(word, 1, true)
end

-- Such a message has only a line: line, column and width of its word; of the line's beginning where it holds no such word. What is told of
-- line 1 may belong to the whole file, and is sought in all of it.
function findings.place_of_message(ws, path, line, message)
  local lines = script_text.lines(ws:file(path))
  local content = lines[line] or ""
  for at = line, line == 1 and #lines or line do
    local from, to = word_in(lines[at] or "", message)
    if from then return at, from, to - from + 1 end
  end
  return line, content:find "%S" or 1, 0
end

-- What a player's failure says, as a finding at its place.
function findings.tell_failure(ws, failure)
  local line, column, width = failure.line, 0, 0
  if line > 0 then line, column, width = findings.place_of_message(ws, failure.source, line, failure.message) end
  ws.findings:error(failure.source ~= "" and ws:script_source(failure.source) or 0, line, column, width, failure.message)
end

function findings.unknown_keys(ws, rule, map, known, what)
  local is_known = {}
  for _, key in ipairs(known) do is_known[key] = true end
  for _, key in ipairs(sorted_keys(map)) do
    if not is_known[key] and key ~= "class_line" and key ~= "class_chunk" and key ~= "untuned" and key ~= "left_out" then
      findings.tell(ws, rule, tostring(key), ("no field \"%s\" in %s%s"):format(key, what, suggest.among(key, known)))
    end
  end
end

return findings
