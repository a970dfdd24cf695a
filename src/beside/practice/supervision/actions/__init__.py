"""What happens in supervision: brought, answered, promised, shown with a client's yes, co-signed; terms of a clinic."""
