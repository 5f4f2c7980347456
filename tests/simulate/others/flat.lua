-- The model of make bench-simulate in plain Lua with flat arrays, for lua5.4 and luajit. Usage: flat.lua RELATIONSHIPS RUNS STEPS; prints
-- mean trust, share churned, mean satisfaction and nanoseconds of processor time a relationship and step.
local rows, runs, steps = tonumber(arg[1]), tonumber(arg[2]), tonumber(arg[3])
local random, sqrt, log, cos, pi = math.random, math.sqrt, math.log, math.cos, math.pi
math.randomseed(1)

local from, to, quality, lists = {}, {}, {}, {}
for i = 1, rows do lists[i], quality[i] = {}, 0.28 + 0.64 * random() end
for _ = 1, rows * 4 do
  local a, b = random(rows), random(rows)
  table.insert(lists[a], b)
  table.insert(lists[b], a)
end
for i = 1, rows do
  from[i] = #to + 1
  for _, other in ipairs(lists[i]) do to[#to + 1] = other end
end
from[rows + 1] = #to + 1

local function normal() return sqrt(-2 * log(1 - random())) * cos(2 * pi * random()) end
local function clamp(x) return x < 0 and 0 or x > 1 and 1 or x end

local trust, satisfaction, active, previous = {}, {}, {}, {}

local function step(t)
  for i = 1, rows do previous[i] = trust[i] end
  for i = 1, rows do
    if active[i] then
      local s = clamp(satisfaction[i] + 0.2 * (quality[i] + 0.1 * normal() - satisfaction[i]))
      local x = trust[i]
      satisfaction[i] = s
      if random() < 0.05 then x = x - 0.15 * (1 - s)
      elseif s > x then x = x + 0.02 * (s - x)
      else x = x - 0.06 * (x - s) end
      local sum, first, last = 0, from[i], from[i + 1] - 1
      for k = first, last do sum = sum + previous[to[k]] end
      if last >= first then x = x + 0.05 * (sum / (last - first + 1) - x) end
      if t % 13 == 0 then x = x + 0.03 * (1 - x) end
      x = clamp(x)
      trust[i] = x
      if x < 0.25 and random() < 0.1 then active[i] = false end
    end
  end
end

local sums, start = { 0, 0, 0 }, os.clock()
for _ = 1, runs do
  for i = 1, rows do trust[i], satisfaction[i], active[i] = 0.5, 0.5, true end
  for t = 1, steps do step(t) end
  for i = 1, rows do
    sums[1], sums[2], sums[3] = sums[1] + trust[i], sums[2] + (active[i] and 0 or 1), sums[3] + satisfaction[i]
  end
end
local lanes = rows * runs
print(("%.4f %.4f %.4f %.3f"):format(sums[1] / lanes, sums[2] / lanes, sums[3] / lanes, (os.clock() - start) * 1e9 / (lanes * steps)))
