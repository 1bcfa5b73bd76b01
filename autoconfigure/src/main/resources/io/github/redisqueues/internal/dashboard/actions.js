// Talks to the endpoint, and asks before it changes anything.

import { element } from './view.js';

const endpoint = document.body.dataset.endpoint;
const base = document.body.dataset.base;

function url(path) {
	return endpoint + (path === '' ? '' : '/' + path);
}

async function read(response) {
	const text = await response.text();
	let body = null;
	try {
		body = text === '' ? null : JSON.parse(text);
	}
	catch {
		// A proxy or a login page
	}
	if (!response.ok || body === null) {
		const reasons = { 401: 'log in first', 403: 'not allowed', 405: 'writing is switched off' };
		throw Object.assign(new Error(reasons[response.status] ?? body?.error ?? `status ${response.status}`),
			{ status: response.status });
	}
	return body;
}

/** Reads a path of the endpoint. */
export async function ask(path) {
	return read(await fetch(url(path), { headers: { Accept: 'application/json' }, credentials: 'same-origin' }));
}

/** Returns the header against forged requests, if the application wants one. */
async function csrf() {
	const token = await read(await fetch(`${base}/csrf`, { credentials: 'same-origin' }));
	if (token.header && token.token) {
		return { [token.header]: token.token };
	}
	const cookie = document.cookie.split('; ').find((one) => one.startsWith('XSRF-TOKEN='));
	return cookie ? { 'X-XSRF-TOKEN': decodeURIComponent(cookie.slice('XSRF-TOKEN='.length)) } : {};
}

/** Does an operation. */
export async function post(path, body) {
	return read(await fetch(url(path), {
		method: 'POST',
		credentials: 'same-origin',
		headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...await csrf() },
		body: JSON.stringify(body),
	}));
}

/** Quotes a text for a command line. */
export function quote(text) {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The address of a path of the endpoint. */
export function address(path) {
	return new URL(url(path), location.href).href;
}

/** Returns the command line that does the same. */
export function curl(path, body) {
	return `curl -X POST -H 'Content-Type: application/json' \\\n  -d ${quote(JSON.stringify(body))} \\\n  ${quote(address(path))}`;
}

/**
 * Asks whether to do something, and does it.
 * @param action title; question, which repeats what is affected; fields, each with a name, label, value and type; path
 * and body(values) of the request, or instead of it send(form, post) and the command that does the same; hint, an element;
 * danger if it cannot be undone
 * @return what came of it, null if it was not done
 */
export function confirmAction(action) {
	const dialog = document.getElementById('dialog');
	const opener = document.activeElement;
	return new Promise((resolve) => {
		const inputs = (action.fields ?? []).map((field) => [field, element('input',
			{ name: field.name, type: field.type ?? 'text', required: field.required, value: field.value ?? '', placeholder: field.placeholder ?? '', autocomplete: 'off' })]);
		const values = () => Object.fromEntries(inputs.filter(([field, input]) => input.value !== '' && field.type !== 'file')
			.map(([field, input]) => [field.name, input.value]));
		const command = element('pre', {});
		const failure = element('p.failure', { role: 'alert' });
		const describe = () => {
			command.textContent = action.command ?? curl(action.path, action.body(values()));
		};
		const end = (result) => {
			dialog.close();
			opener?.focus();
			resolve(result);
		};
		const go = element(action.danger ? 'button.danger' : 'button.main', {
			type: 'submit',
			value: 'go',
		}, action.title);
		const form = element('form', {
			onsubmit: async (event) => {
				event.preventDefault();
				go.disabled = true;
				try {
					end(await (action.send ? action.send(form, post) : post(action.path, action.body(values()))));
				}
				catch (problem) {
					failure.textContent = problem.message;
					go.disabled = false;
				}
			},
		},
		element('h2', { id: 'dialog-title' }, action.title),
		element('p', {}, action.question),
		action.hint,
		...inputs.map(([field, input]) => element('label', {}, field.label, input)),
		element('p.soft', {}, 'The same on a command line:'),
		command,
		failure,
		element('div.bar', {}, go, element('button', { type: 'button', onclick: () => end(null) }, 'Cancel')));
		form.addEventListener('input', describe);
		dialog.oncancel = () => end(null);
		describe();
		dialog.replaceChildren(form);
		dialog.showModal();
	});
}
