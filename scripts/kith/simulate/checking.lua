-- What the checks of a scenario's header have in common: telling at a place, and looking at maps that came from a script.

local findings = require "kith.script_findings"
local suggest = require "kith.suggest"

local checking = {}

local ON_ROWS, RESERVED = { state = true, plan = true, uses = true }, { peers = true, all = true, p = true } -- r.peers is taken

function checking.sorted(map)
  local names = {}
  for name in pairs(type(map) == "table" and map or {}) do names[#names + 1] = tostring(name) end
  table.sort(names)
  return names
end

function checking.is_list(value) return type(value) == "table" and #value > 0 end
function checking.is_function(value) return type(value) == "table" and value["function"] ~= nil end
function checking.is_number(value) return type(value) == "number" and value == value and value - value == 0 end

-- Each check gets one of these: tell(word, message, at) points at `word` from the line of `at` on.
function checking.teller(ws, scenario)
  return function(word, message, at)
    local line = type(at) == "table" and at.line or nil
    local path = type(at) == "table" and at.chunk ~= "" and at.chunk or nil
    findings.tell(ws, scenario, word, message, line, path)
  end
end

function checking.unknown_keys(tell, map, known, what, at)
  local is_known = {}
  for _, key in ipairs(known) do is_known[key] = true end
  for _, key in ipairs(checking.sorted(map)) do
    if not is_known[key] then tell(key, ("no field \"%s\" in %s%s"):format(key, what, suggest.nearest(key, known)), at) end
  end
end

-- A map of the header as a list of { name =, made = }, told where it is none.
function checking.entries(tell, scenario, key)
  local map, list = scenario.header[key], {}
  if map ~= nil and (type(map) ~= "table" or checking.is_list(map)) then tell(key, ("%s is a table of names: %s = { name = … }"):format(key,
    key)) return list end
  for _, name in ipairs(checking.sorted(map)) do
    if not name:find "^[%a_][%w_]*$" or ON_ROWS[key] and RESERVED[name] then
      tell(name, ("\"%s\" cannot be a name in %s"):format(name, key))
    else
      list[#list + 1] = { name = name, made = map[name] }
    end
  end
  return list
end

return checking
