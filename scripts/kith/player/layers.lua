-- Runs in the player, after any prelude: `extend` for scripts, and how the layers of a definition become one. The prelude has said
--   { globals, load, called = "rule", mergers = { factors = function(base, changes, file) … } }
-- and is given globals.extend and resolve(name): the definition and its topmost file; nil where there is none. What has a merger is
-- merged by it, where both are tables; anything else replaces. `engine` gives definitions(name), and nearest(name): what was meant.

local engine, prelude = ...

local called = prelude.called

function prelude.globals.extend(name, changes)
  if type(name) ~= "string" or type(changes) ~= "table" then
    error("extend needs " .. (called:find "^[aeiou]" and "an " or "a ") .. called .. "'s name and a table of what changes", 2)
  end
  return { extends = name, changes = changes }
end

local function extended(base, changes, file)
  local both = {}
  for key, value in pairs(base) do both[key] = value end
  for key, value in pairs(changes) do
    local merge = type(value) == "table" and type(base[key]) == "table" and prelude.mergers[key]
    both[key] = merge and merge(base[key], value, file) or value
  end
  return both
end

-- An error that belongs to a file as a whole.
local function wrong(file, message) error(file .. ":1: " .. message, 0) end

local function nothing_to_extend(file, name, where)
  local meant = engine.nearest(name)
  wrong(file, "there is no " .. called .. " \"" .. name .. "\"" .. where .. " to extend"
    .. (meant and "; did you mean \"" .. meant .. "\"?" or ""))
end

-- A plain table replaces what lies below, extend changes it.
local function resolve(name, seen, by)
  if seen[name] then wrong(by, "the " .. called .. " \"" .. name .. "\" extends itself, by way of others") end
  local definition
  local definitions, files = engine.definitions(name)
  for i, each in ipairs(definitions) do
    if not each.extends then
      definition = each
    elseif each.extends == name then
      if not definition then nothing_to_extend(files[i], name, " in a lower layer") end
      definition = extended(definition, each.changes, files[i])
    else
      seen[name] = true
      local base = resolve(each.extends, seen, files[i])
      if not base then nothing_to_extend(files[i], each.extends, "") end
      definition = extended(base, each.changes, files[i])
    end
  end
  return definition, files[#files]
end

function prelude.resolve(name) return resolve(name, {}) end
