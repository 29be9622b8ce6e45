"""What tests share: releases and servers made for them."""
