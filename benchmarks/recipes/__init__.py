"""What a planner would write today with osmnx, networkx and folium, as their documentation shows it."""
