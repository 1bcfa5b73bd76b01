// Builds what is seen: elements, numbers, times and tables.

const NUMBER = new Intl.NumberFormat('en');

/**
 * Creates an element.
 * @param name its name, and after dots its classes
 * @param attributes attributes, or on… for listeners
 * @param children elements and texts; a text becomes a text node
 */
export function element(name, attributes = {}, ...children) {
	const [tag, ...classes] = name.split('.');
	const made = document.createElement(tag);
	if (classes.length > 0) {
		made.className = classes.join(' ');
	}
	for (const [key, value] of Object.entries(attributes)) {
		if (key.startsWith('on')) {
			made.addEventListener(key.slice(2), value);
		}
		else if (value === true) {
			made.setAttribute(key, '');
		}
		else if (value !== false && value !== null && value !== undefined) {
			made.setAttribute(key, value);
		}
	}
	made.append(...children.filter((child) => child !== null && child !== undefined));
	return made;
}

export const format = {
	number: (value) => (value === null || value === undefined ? '–' : NUMBER.format(value)),

	count: (value, noun) => `${NUMBER.format(value)} ${noun}${value === 1 ? '' : 's'}`,

	time: (text) => (text ? new Date(text).toLocaleTimeString([], { hour12: false }) : '–'),

	moment: (text) => (text ? new Date(text).toLocaleString([], { hour12: false }) : '–'),

	bytes: (value) => (value < 1024 ? `${value} B` : `${NUMBER.format(Math.round(value / 102.4) / 10)} kB`),

	/** A duration in words that fit into a column. */
	millis(value) {
		if (value === null || value === undefined) {
			return '–';
		}
		const units = [['d', 86400000], ['h', 3600000], ['min', 60000], ['s', 1000]];
		for (let i = 0; i < units.length; i++) {
			const [unit, size] = units[i];
			if (value >= size) {
				const rest = i + 1 < units.length ? Math.floor((value % size) / units[i + 1][1]) : 0;
				return `${Math.floor(value / size)} ${unit}${rest > 0 ? ` ${rest} ${units[i + 1][0]}` : ''}`;
			}
		}
		return `${Math.round(value)} ms`;
	},

	rate: (value) => (value === null || value === undefined ? '–' : `${NUMBER.format(Math.round(value * 100) / 100)}/s`),

	json: (value) => (typeof value === 'string' ? value : JSON.stringify(value, null, 2)),
};

/**
 * Creates a table.
 * @param caption what it shows, for screen readers
 * @param columns each with a title, a cell(row) and optionally number: true
 * @param rows the rows
 * @param empty what stands there if there are none
 */
export function table(caption, columns, rows, empty) {
	if (rows.length === 0) {
		return element('p.soft', {}, empty);
	}
	return element('div.scroll', { tabindex: 0, role: 'region', 'aria-label': caption },
		element('table.stack', {},
			element('thead', {}, element('tr', {}, ...columns.map((column) =>
				element(column.number ? 'th.number' : 'th', { scope: 'col' }, column.title)))),
			element('tbody', {}, ...rows.map((row) => element('tr', {}, ...columns.map((column) =>
				element(column.number ? 'td.number' : 'td', { 'data-label': column.title }, column.cell(row))))))));
}

/** The path of a page, with each segment encoded. */
export function address(...segments) {
	return `#/${segments.map(encodeURIComponent).join('/')}`;
}

const FOCUSABLE = 'a, button, input, summary, [tabindex]';

/**
 * Replaces the content of an element if what is seen of it changed. Leaves it alone while the reader has opened something
 * in it, and keeps the focus where it was.
 */
export function replace(target, ...children) {
	const next = element('div', {}, ...children);
	const seen = next.textContent + next.querySelectorAll(':disabled').length
		+ [...next.querySelectorAll('a')].map((link) => link.hash).join();
	if (target.dataset.seen === seen || target.querySelector('details[open]')) {
		return;
	}
	target.dataset.seen = seen;
	const focused = [...target.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement);
	target.replaceChildren(...next.childNodes);
	if (focused >= 0) {
		target.querySelectorAll(FOCUSABLE)[focused]?.focus({ preventScroll: true });
	}
}
