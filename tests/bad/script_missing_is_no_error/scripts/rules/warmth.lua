return {
  features = { trust = latest("trust"), silence = days_since("contact") },
  factors = {
    { "trust", value = function(r) return r.trust ^ 2 end },
    { "silence", value = function(r) return ramp(r.silence, 120, 30) end },
  },
  enough_evidence = 0,
}
