"""The vocabulary that every other room speaks: values only, no sockets, no event loop, no Qt."""
