return {
  feature = {},
  factors = {
    { "trust", weigth = 2 },
    { "calm", weight = -1, value = function() return 1 end },
    { "half", value = 0.5 },
    { weight = 3 },
  },
  combine = "weighed",
  enough_evidence = 50,
}
