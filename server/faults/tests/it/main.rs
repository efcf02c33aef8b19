//! The short version of what `make fault` does for longer: ten kills, and what carries the events away for some seconds.

mod holding;
