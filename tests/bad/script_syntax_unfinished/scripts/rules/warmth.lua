return {
  features = { trust = latest("trust") },
  factors = { { "trust", value = function(r) if r.trust then return 1 end } },
}
