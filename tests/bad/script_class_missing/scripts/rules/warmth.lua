return {
  classes = { "leader", "follower" },
}
