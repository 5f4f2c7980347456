-- Random rule functions. Usage: lua5.4 tests/rule/generate.lua SEED COUNT [step | value]; prints chunks that each return a function of
-- (r, p), a step of (r, t, p, draw), or what a scenario takes of a row, (r, p, t); separated by lines of ----. Chunk n of a seed depends
-- on seed + n alone, so that one can be made again.

local first, count, steps, values = tonumber(arg[1]) or 1, tonumber(arg[2]) or 10, arg[3] == "step", arg[3] == "value"

local NUMBERS = { "x", "y", "z", "n", "w", "group.u", "group.v" }
local WORDS = { "level", "kind" }
local TEXTS = { "'key'", "'major'", "'minor'", "'other'", "'never seen'" }
local LITERALS = { "0", "1", "2", "3", "-1", "7", "0.5", "1.0", "0.0", "-0.0", "2.5", "1e15", "1e308", "5e-324", "math.huge",
                   "-math.huge", "math.pi", "9007199254740993", "math.maxinteger", "math.mininteger", "100", "0.1", "1 // 0.0", "(0/0)" }
local ONE = { "math.abs", "math.floor", "math.ceil", "math.sqrt", "math.exp", "math.log", "math.sin", "math.cos", "math.tan", "math.asin",
              "math.acos", "math.atan", "math.tointeger", "math.deg", "math.rad", "clamp", "floor", "helper1", "guarded" }
local TWO = { "math.max", "math.min", "math.fmod", "math.log", "math.atan", "fade", "helper2", "max", "first" }
local THREE = { "ramp", "clamp", "math.max", "math.min", "helper3" }
local ARITHMETIC = { "+", "-", "*", "/", "//", "%", "^" }
local ORDER = { "<", "<=", ">", ">=", "==", "~=" }

local random = math.random
local function pick(list) return list[random(#list)] end
local function chance(share) return random() < share end

local expression, condition, block -- each calls the others

-- What only steps do.
local FIELDS, NAMES = { "x", "y", "z" }, { "'service'", "'incident'", "'leave'" }
-- Numbers that a draw can be given: written out, or made so from an expression.
local ANY, SHARE, ABOVE_ZERO, ABOVE_ONE = { "1", "0", "-2.5", "%s" }, { "0", "1", "0.1", "0.5", "clamp(%s)" },
  { "0", "1", "0.1", "math.abs(%s)" }, { "1", "2.5", "1 + math.abs(%s)" }
local KINDS = { { "uniform" }, { "uniform", SHARE, ABOVE_ONE }, { "normal", ANY, ABOVE_ZERO }, { "exponential", ABOVE_ZERO },
                { "poisson", { "0", "1", "2.5", "clamp(%s, 0, 500)" } } }

-- Now and then one that it cannot, which raises.
local function drawn(depth, kind)
  kind = kind or pick(KINDS)
  local list = { pick(NAMES) }
  for i = 2, #kind do
    local form = chance(0.05) and "%s" or chance(0.5) and kind[i][#kind[i]] or pick(kind[i])
    list[i] = form:find "%%s" and form:format(expression(depth - 1)) or form
  end
  return ("draw.%s(%s)"):format(kind[1], table.concat(list, ", "))
end

local function assignment()
  if chance(0.15) then return "r.active = " .. condition(1) end
  if chance(0.3) then return "r." .. pick(FIELDS) .. " = clamp(" .. expression(2) .. ", -100, 100)" end
  return "r." .. pick(FIELDS) .. " = " .. expression(2)
end

-- Names in reach, by what they mostly hold.
local scope

local function column() return "r." .. pick(NUMBERS) end

local function leaf()
  local roll = random()
  if (steps or values) and roll < 0.08 then return pick { "t", "t % 3", "p.sampled", "r.all.m" } end
  if roll < 0.4 then return column() end
  if roll < 0.65 and #scope.numbers > 0 then return pick(scope.numbers) end
  if roll < 0.72 then return "p." .. pick { "rate", "limit", "half", chance(0.02) and "absent" or "rate" } end
  if roll < 0.78 then return pick { "LOW", "HIGH", "WEIGHT[r.level]", "WEIGHT.key", "TABLE[2]" } end
  if roll < 0.783 then return "r." .. pick { "level", "kind", "active" } end
  return pick(LITERALS)
end

local function call(name, arguments, depth)
  local list = {}
  for i = 1, arguments do list[i] = expression(depth - 1) end
  return name .. "(" .. table.concat(list, ", ") .. ")"
end

function expression(depth)
  if depth <= 0 or chance(0.12) then return leaf() end
  if steps and chance(0.1) then return drawn(depth) end
  local roll = random()
  if roll < 0.45 then return "(" .. expression(depth - 1) .. " " .. pick(ARITHMETIC) .. " " .. expression(depth - 1) .. ")" end
  if roll < 0.52 then return "(- " .. expression(depth - 1) .. ")" end
  if roll < 0.62 then return call(pick(ONE), 1, depth) end
  if roll < 0.70 then return call(pick(TWO), 2, depth) end
  if roll < 0.75 then return call(pick(THREE), 3, depth) end
  if roll < 0.83 then return "(" .. expression(depth - 1) .. " or " .. expression(depth - 1) .. ")" end
  if roll < 0.93 then
    return "(" .. condition(depth - 1) .. " and " .. expression(depth - 1) .. " or " .. expression(depth - 1) .. ")"
  end
  return "(" .. expression(depth - 1) .. " and " .. expression(depth - 1) .. ")"
end

function condition(depth)
  local roll = random()
  if steps and depth > 0 and chance(0.15) then return drawn(depth, { "chance", SHARE }) end
  if depth <= 0 or roll < 0.35 then return expression(depth - 1) .. " " .. pick(ORDER) .. " " .. expression(depth - 1) end
  if roll < 0.5 then return "r." .. pick(WORDS) .. pick { " == ", " ~= " } .. (chance(0.8) and pick(TEXTS) or "r." .. pick(WORDS)) end
  if roll < 0.53 then return "r.active" .. pick { "", " == true", " ~= nil" } end
  if roll < 0.58 then return column() .. pick { " == nil", " ~= nil" } end
  if roll < 0.63 then return expression(depth - 1) end
  if roll < 0.68 and #scope.flags > 0 then return pick(scope.flags) end
  if roll < 0.76 then return "not (" .. condition(depth - 1) .. ")" end
  return "(" .. condition(depth - 1) .. pick { " and ", " or " } .. condition(depth - 1) .. ")"
end

local function result(depth)
  local roll = random()
  if roll < 0.8 then return expression(depth) end
  if roll < 0.9 then return condition(depth) end
  if roll < 0.95 then return pick(TEXTS) end
  return pick { "nil", "true", "r.level", "helper1(" .. expression(1) .. ")" }
end

local function name(list, prefix)
  scope.made = scope.made + 1
  list[#list + 1] = prefix .. scope.made
  return prefix .. scope.made
end

local function inner(lines, indent, depth, within_loop)
  local numbers, flags = #scope.numbers, #scope.flags
  block(lines, indent .. "  ", depth, within_loop)
  while #scope.numbers > numbers do table.remove(scope.numbers) end
  while #scope.flags > flags do table.remove(scope.flags) end
end

local function statement(lines, indent, depth, within_loop)
  local function add(text) lines[#lines + 1] = indent .. text end
  local roll = random()
  if steps and chance(0.35) then
    add(assignment())
  elseif roll < 0.3 then
    local text = expression(2)
    add("local " .. name(scope.numbers, "v") .. " = " .. text)
  elseif roll < 0.38 then
    local text = condition(2)
    add("local " .. name(scope.flags, "f") .. " = " .. text)
  elseif roll < 0.55 and #scope.numbers > 0 then
    add(pick(scope.numbers) .. " = " .. expression(2))
  elseif roll < 0.85 and depth > 0 then
    add("if " .. condition(2) .. " then")
    inner(lines, indent, depth - 1, within_loop)
    while chance(0.3) do
      add("elseif " .. condition(1) .. " then")
      inner(lines, indent, depth - 1, within_loop)
    end
    if chance(0.5) then
      add("else")
      inner(lines, indent, depth - 1, within_loop)
    end
    add("end")
  elseif roll < 0.92 and depth > 0 then
    local counter = "i" .. (scope.made + 1)
    scope.made = scope.made + 1
    add("for " .. counter .. " = " .. pick { "1, 3", "3, 1, -1", "0, 1, 0.25", "1, p.turns", "2, 1", "-1, 2" } .. " do")
    scope.numbers[#scope.numbers + 1] = counter
    inner(lines, indent, depth - 1, true)
    for i = #scope.numbers, 1, -1 do
      if scope.numbers[i] == counter then table.remove(scope.numbers, i) end
    end
    add("end")
  elseif within_loop and chance(0.5) then
    add("if " .. condition(1) .. " then break end")
  else
    add("if " .. condition(1) .. " then return " .. result(2) .. " end")
  end
end

function block(lines, indent, depth, within_loop)
  for _ = 1, random(1, 3) do statement(lines, indent, depth, within_loop) end
  if chance(0.1) then lines[#lines + 1] = indent .. "do return " .. result(2) .. " end" end
end

local PRELUDE = [[
local LOW, HIGH = 0.25, 12
local WEIGHT = { key = 3, major = 0.5, minor = 1 }
local TABLE = { 4, 8.5 }
local floor, max = math.floor, math.max
local function helper1(a) if a == nil then return 0.5 end return a * 2 end
local function helper2(a, b) if a and b and a > b then return a - b end return helper1(b) end
local function helper3(a, b, c) for i = 1, 2 do a = a + b * i end return c or a end
local function guarded(a) if a ~= nil and a > 0 then return 1 / a end end
local function first(a) return a end]]

local function chunk(seed)
  math.randomseed(seed)
  scope = { numbers = {}, flags = {}, made = 0 }
  local lines = { "-- seed " .. seed, PRELUDE, ("return function(%s)"):format(steps and "r, t, p, draw" or values and "r, p, t" or "r, p") }
  for _ = 1, random(steps and 1 or 0, steps and 6 or 4) do statement(lines, "  ", 2, false) end
  if not steps then lines[#lines + 1] = "  return " .. result(3) end
  lines[#lines + 1] = "end"
  return table.concat(lines, "\n")
end

for seed = first, first + count - 1 do
  io.write(chunk(seed), "\n----\n")
end
