return {
  features = { trust = latest("trust") },
  factors = { { "trust", value = function(r)
    if r.level == "strategc" then return 0 end
    if "co-creat" == r.stage then return 1 end
    return r.trust
  end } },
}
