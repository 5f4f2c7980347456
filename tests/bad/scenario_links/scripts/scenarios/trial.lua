return {
  doc = "Who knows whom.",
  horizon = "1 year",
  state = { trust = 0.5 },
  links = { random(4), alike(3), alike("ownr"), "recorded" },
  peers = { trust = share("trust"), near = mean("level") },
  step = function(r) r.trust = r.peers.trust end,
  outcomes = { trust = mean("trust") },
}
