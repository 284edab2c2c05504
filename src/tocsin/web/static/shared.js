// The key stands behind the #, where no server sees it. It moves into the field, and out of the
// address; the person opens the record, for that is put on record.

const field = document.getElementById("key");
if (location.hash.length > 1) {
  field.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
}
