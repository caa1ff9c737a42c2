"""What every list shares: its filters, the keys of its rows, its total, its pages."""
