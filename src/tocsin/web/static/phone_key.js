// Puts the key from behind the # into the form, once somebody looks at the page. Without a key
// it goes on: whoever is signed in on this phone needs none.

const form = document.getElementById("door");
const found = /[#=]([A-Za-z0-9_-]+)$/.exec(location.hash);

function enter() {
  // What only looks ahead, as messengers and browsers do, spends nothing.
  if (document.prerendering || document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", enter);
  history.replaceState(null, "", location.pathname);
  if (!found) return location.replace("/phone");
  form.elements.key.value = found[1];
  form.querySelector("button").textContent = form.dataset.wait;
  form.submit();
}

document.addEventListener("visibilitychange", enter);
document.addEventListener("prerenderingchange", enter);
enter();
