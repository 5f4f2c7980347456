-- Findings about rules, cycles and scenarios, at their place in a script.

local kith = require "kith"

local findings = {}

-- Line, column and width of a word in a text, from a line (and a column of it) on, lines of comment left out; 1, 1 and width 0 where it
-- does not stand there.
function findings.find_word(text, word, from_line, from_column)
  local line, pattern = 0, "%f[%w_]" .. word:gsub("%W", "%%%0") .. "%f[^%w_]"
  for content in (text .. "\n"):gmatch "(.-)\r?\n" do
    line = line + 1
    local sought = line >= (from_line or 1) and not content:find "^%s*%-%-"
    local column = sought and content:find(pattern, line == from_line and from_column or 1)
    if column then return line, column, #word end
  end
  return from_line or 1, 1, 0
end

function findings.file_of(ws, path)
  for _, file in ipairs(ws.files) do
    if file.path == path then return file end
  end
end

-- A finding at a word of the topmost file of a rule (or what its `kind` says) that holds it.
function findings.tell(ws, rule, word, message, line, path)
  local files = path and { findings.file_of(ws, path) } or ws:scripts(rule.kind or "rules", rule.name)
  for i = #files, 1, -1 do
    local file = files[i]
    local at, column, width = findings.find_word(file.text, word, line)
    if width > 0 or i == 1 then
      ws.findings:error(ws:script_source(file.path), at, column, width, message)
      return
    end
  end
  ws.findings:error(0, 0, 0, 0, message)
end

function findings.suggestion(word, known)
  local meant = kith.nearest(word, known)
  return meant and ("; did you mean \"%s\"?"):format(meant) or ""
end

function findings.unknown_keys(ws, rule, map, known, what)
  local names = {}
  for key in pairs(map) do names[#names + 1] = tostring(key) end
  table.sort(names)
  local is_known = {}
  for _, key in ipairs(known) do is_known[key] = true end
  for _, key in ipairs(names) do
    if not is_known[key] and key ~= "class_line" and key ~= "class_chunk" and key ~= "untuned" and key ~= "left_out" then
      findings.tell(ws, rule, key, ("no field \"%s\" in %s%s"):format(key, what, findings.suggestion(key, known)))
    end
  end
end

return findings
