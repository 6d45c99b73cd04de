"""What every measured work needs: settings, processes, rounds, comparisons, tables."""
