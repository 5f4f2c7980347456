-- Functions that rules and scenarios have beside Lua's own. Missing passes on.

local functions = {}

-- 0 at bad, 1 at good, straight between; bad may lie above good.
function functions.ramp(x, bad, good)
  if x == nil or bad == nil or good == nil then return nil end
  if bad == good then return x >= good and 1 or 0 end
  local share = (x - bad) / (good - bad)
  if share < 0 then return 0 end
  if share > 1 then return 1 end
  return share
end

-- Half-life form of recency: 2^(-age / half_life).
function functions.fade(age, half_life)
  if age == nil or half_life == nil then return nil end
  return 2 ^ (-age / half_life)
end

-- x held between low and high, by default 0 and 1.
function functions.clamp(x, low, high)
  if x == nil then return nil end
  low, high = low or 0.0, high or 1.0
  if x < low then return low end
  if x > high then return high end
  return x
end

return functions
