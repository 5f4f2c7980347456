-- Runs in the player, before any cycle: how layers of a cycle become one. What load returns is checked in the keeper (cycles.lua); the
-- choose function stays here. `engine` gives definitions(name) and where(function).

local engine = ...

local globals = {}

-- ---- Layers ----

local function merged(base, changes)
  local both = {}
  for key, value in pairs(base) do both[key] = value end
  for key, value in pairs(changes) do both[key] = value end
  return both
end

local function name_of(step) return type(step) == "table" and step[1] end

local function position_of(steps, name)
  for i, step in ipairs(steps) do
    if name ~= nil and name_of(step) == name then return i end
  end
end

-- A step of a known name is changed, `off` takes it out; others are put behind the one that `after` names, else at the end.
local function merge_steps(base, changes, file)
  local steps = {}
  for _, step in ipairs(base) do table.insert(steps, step) end
  for _, step in ipairs(changes) do
    local at = position_of(steps, name_of(step))
    if at and step.off then
      table.remove(steps, at)
    elseif at then
      steps[at] = merged(steps[at], step)
    elseif type(step) ~= "table" or not step.off then
      local after = type(step) == "table" and step.after
      local behind = after and position_of(steps, after)
      if after and not behind then error(file .. ":1: there is no step \"" .. tostring(after) .. "\" to stand after", 0) end
      table.insert(steps, (behind or #steps) + 1, step)
    end
  end
  return steps
end

local prelude = { globals = globals, called = "cycle", mergers = { steps = merge_steps } } -- layers.lua gives it resolve

-- ---- Loading ----

-- The header as plain data, and the choose function; nothing where there is no cycle of that name.
function prelude.load(name)
  local cycle = prelude.resolve(name)
  if not cycle then return nil end
  local header, choose = merged(cycle, {}), cycle.choose or nil -- false takes away that of the cycle it extends
  if not choose then header.choose = nil end
  if type(choose) == "function" then
    header.choose = true
    header.line, header.chunk = engine.where(choose)
  end
  if type(cycle.steps) ~= "table" then return header, choose end
  header.steps = {}
  for i, step in ipairs(cycle.steps) do
    local plain = type(step) == "table" and merged(step, {}) or {}
    plain.name, plain[1], plain.after = plain[1], nil, nil
    header.steps[i] = plain
  end
  return header, choose
end

return prelude
