"""What every address shares: layers, errors, bodies in and answers out."""
