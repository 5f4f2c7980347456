local calls = 0
local function counted() calls = calls + 1 return calls end
return {
  doc = "Something is kept between calls.",
  horizon = 4,
  state = { trust = 0.5 },
  step = function(r) r.trust = counted() / 100 end,
  outcomes = { trust = mean("trust") },
}
