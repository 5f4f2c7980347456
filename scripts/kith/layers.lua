-- Where each definition in force comes from, and what it overrides.

local layers = {}

local MODEL_KINDS = { "stage", "level", "tag", "type", "role", "channel", "severity", "engagement", "measure", "event_kind",
                      "staff", "goal", "service", "relationship_model", "stakeholder" }

local function layer_of(ws, path)
  for _, file in ipairs(ws.files) do
    if file.path == path then return file.layer end
  end
  return "journal"
end

-- Which model files of lower layers define the same id; found by looking at each file alone, since merging forgets them.
local function definitions(ws)
  local kith = require "kith"
  local found = {} -- kind/id → list of layers
  for _, file in ipairs(ws.files) do
    if file.kind == "model" or file.kind == "practice" or file.kind == "list" then
      local scratch = kith.workspace(kith.diagnostics())
      if file.kind == "list" then scratch:layer_list(file.path, file.text, file.name) else scratch:layer(file.path, file.text) end
      for _, kind in ipairs(MODEL_KINDS) do
        local map = scratch:raw(ws.core:plural(kind))
        for id in pairs(type(map) == "table" and map or {}) do
          local key = kind .. "/" .. tostring(id)
          found[key] = found[key] or {}
          table.insert(found[key], file.path)
        end
      end
    end
  end
  return found
end

local function add_models(ws, list)
  local found = definitions(ws)
  for _, kind in ipairs(MODEL_KINDS) do
    for _, entity in ipairs(ws.core:list(kind)) do
      local files = found[kind .. "/" .. entity.id] or {}
      local place = entity.place
      local path = files[#files] or ""
      local lower = table.concat(files, ", ", 1, math.max(0, #files - 1))
      list[#list + 1] = { kind = kind:gsub("_", " "), id = entity.id, layer = path ~= "" and layer_of(ws, path) or "journal",
                          place = place[1] > 0 and ("%s:%d"):format(ws.core:source_name(place[1]), place[2]) or path,
                          overrides = lower ~= "" and lower or nil }
    end
  end
end

local function add_scripts(ws, list)
  for _, kind in ipairs { "rules", "cycles", "importers", "reports", "scenarios", "lib" } do
    for _, name in ipairs(ws:script_names(kind)) do
      local files = ws:scripts(kind, name)
      local top, lower = files[#files], {}
      for i = 1, #files - 1 do lower[i] = files[i].path end
      list[#list + 1] = { kind = kind == "lib" and kind or kind:sub(1, -2), id = name, layer = top.layer, place = top.path,
                          overrides = #lower > 0 and table.concat(lower, ", ") or nil }
    end
  end
end

function layers.list(ws)
  local list = {}
  add_models(ws, list)
  add_scripts(ws, list)
  return list
end

return layers
