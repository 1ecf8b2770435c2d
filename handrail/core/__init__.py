"""The tools every room uses: verbs, jobs, live updates, text safety, blobs, audit."""
