"""One question a file: records in, a result out."""
