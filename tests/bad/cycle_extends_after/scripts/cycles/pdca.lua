return extend("pdca", { steps = { { "tell", after = "chek" } } })
