return {
  features = {
    calm = average("csat", { whithin = "180d" }),
    promises = share("commitment", { state = "keept" }),
    open = count("incident", { severity = "sever", open = "yes" }),
    quick = average("csat", { within = "180 moons" }),
    much = latest("csat", { at_least = "four" }),
  },
  factors = { { "calm" } },
}
