// The dashboard of the queues. It reads the Actuator endpoint "queues", and does what its write operations do.
// Text from Redis only ever becomes a text node, never markup.

import { format } from './view.js';
import { ask, confirmAction } from './actions.js';
import { Feed } from './feed.js';
import { pages } from './pages.js';

const main = document.getElementById('main');
const status = document.getElementById('status');
let shown = { key: null, page: null };

/** Decodes the segments of a path, null if they are no path. */
function decode(path) {
	try {
		return path === '' ? [] : path.split('/').map(decodeURIComponent);
	}
	catch {
		return null;
	}
}

/** Reads the address after the #: path segments, each decoded, or null, and parameters. */
function route() {
	const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
	return { path: decode(path), query: new URLSearchParams(query ?? '') };
}

function show(snapshot, failure) {
	if (snapshot === null) {
		status.textContent = failure ? `Not connected: ${failure}` : 'Loading …';
		status.className = failure ? 'bad' : '';
		return;
	}
	status.className = failure ? 'bad' : '';
	status.textContent = failure ? `Out of date since ${format.time(snapshot.time)}: ${failure}`
		: `As of ${format.time(snapshot.time)}${snapshot.writable ? '' : ' · read-only'}`;
	const { path, query } = route();
	const key = location.hash;
	if (shown.key !== key) {
		const page = pages(path, query, { ask, confirmAction, feed });
		main.replaceChildren(page.element);
		document.title = `${page.title} · Queues`;
		const moved = shown.key !== null;
		shown = { key, page };
		if (moved) {
			main.focus({ preventScroll: true });
			scrollTo(0, 0);
		}
	}
	shown.page.update(snapshot);
	for (const link of document.querySelectorAll('header nav a')) {
		const here = path !== null && link.hash.replace(/^#\/?/, '') === (path[0] === 'queues' ? '' : path[0] ?? '');
		if (here) {
			link.setAttribute('aria-current', 'page');
		}
		else {
			link.removeAttribute('aria-current');
		}
	}
}

const feed = new Feed(show);
addEventListener('hashchange', () => feed.repeat());
document.addEventListener('keydown', (event) => {
	if (event.target.closest('input, textarea, select, dialog') || event.ctrlKey || event.metaKey || event.altKey) {
		return;
	}
	if (event.key === '/') {
		const search = document.querySelector('input[type=search]');
		if (search) {
			event.preventDefault();
			search.focus();
		}
	}
	if (event.key === 'r') {
		feed.now();
	}
});
feed.start();
