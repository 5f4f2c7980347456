return {
  features = { trust = latest("trust") },
  factors = { { "trust" } },
  limits = {
    { "no trust", at_most = "ambre", when = function(r) return r.trust < 0.2 end },
    { "no reason", at_most = "red" },
  },
}
