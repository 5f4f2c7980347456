return {
  doc = "Words that are no band.", horizon = 3, runs = 4, state = { trust = 0.5, green = 0 },
  uses = { health = { trust = "trust", csat = 0.8, silence = 0, promises = 0, complaints = 0, incidents = 0, severe = 0 } },
  step = function(r, t, p, draw)
    if r.health_band == "gren" then r.green = 1 end
    if r.heath_band == "green" then r.green = 2 end
  end,
  outcomes = { green = share("health_band == 'geen'"), grouped = mean("trust", { by = "health_band" }), at_least = share("health_band > 1") },
}
