-- luacheck: globals clamp
-- The step of make bench-simulate as a scenario has it; tests/simulate/by_hand.c is the same in C.
local clamp = clamp
return function(r, t, p, draw)
  if not r.active then return end
  local s = clamp(r.satisfaction + 0.2 * (r.quality + draw.normal("service", 0, 0.1) - r.satisfaction))
  local x = r.trust
  r.satisfaction = s
  if draw.chance("incident", 0.05) then x = x - 0.15 * (1 - s)
  elseif s > x then x = x + 0.02 * (s - x)
  else x = x - 0.06 * (x - s) end
  x = x + 0.05 * (r.peers.trust - x)
  if t % p.review_every == 0 then x = x + 0.03 * (1 - x) end
  x = clamp(x)
  r.trust = x
  if x < 0.25 and draw.chance("leave", 0.1) then r.active = false end
end
