"""What serves the work on the app and is no part of it: ports, servers, browsers, pictures."""
