"""What each source sends over the network, in its documented form and in every broken one."""
