error("this pack needs a newer kith")
