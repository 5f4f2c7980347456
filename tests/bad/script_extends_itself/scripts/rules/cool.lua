return extend("cool", {})
