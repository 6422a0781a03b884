"""The subcommands of `ehc` that belong to the hub itself."""
