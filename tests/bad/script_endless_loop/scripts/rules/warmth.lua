return {
  features = { trust = latest("trust") },
  factors = { { "trust", value = function(r)
    while true do end
  end } },
}
