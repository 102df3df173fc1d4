"""How much of a document is read rightly, by component and by form: a set of documents with what is true of each."""
