"""Link layer: interfaces, cloners, bridges, vnets, routes."""
