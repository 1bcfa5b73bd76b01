// Exports what is about to be deleted, and imports it again.

import { address, quote } from './actions.js';
import { element, format } from './view.js';

/** Small enough for the limit that WebFlux has for a request by default. */
const CHUNK = 50000;

/**
 * What a dialog says about an export.
 * @param path the path of the export at the endpoint
 * @param file name of the file
 * @param what what it has in it
 * @param shown whether the reader may see payloads
 */
export function exportFirst(path, file, what, shown) {
	return shown ? element('p', {}, element('a', { href: address(path), download: file }, `Export ${what} first`),
		', to import them again if need be.')
		: element('p.soft', {}, 'Whoever may see payloads can export messages first, and import them again.');
}

/** Says why the server takes no line that is so long, and what to do. */
function tooLarge(total) {
	return `Line ${total.lines + 1} is a message that is larger than a request to this application may be. `
		+ 'Increase spring.http.codecs.max-in-memory-size if it uses WebFlux, or import the file in code with importFrom '
		+ `(${total.added} messages were added before).`;
}

/** Sends a file, some lines at a time. */
async function importFile(file, path, post) {
	const total = { added: 0, known: 0, lines: 0 };
	let chunk = '';
	const flush = async () => {
		if (chunk === '') {
			return;
		}
		try {
			const { added, known } = await post(path, { lines: chunk });
			total.added += added;
			total.known += known;
			total.lines += chunk.split('\n').length - 1;
			chunk = '';
		}
		catch (failure) {
			if (failure.status === 413) {
				throw new Error(tooLarge(total));
			}
			throw new Error(`${failure.message} (after ${format.count(total.lines, 'line')}, of which ${total.added} were added)`);
		}
	};
	const add = async (line) => {
		if (chunk.length + line.length > CHUNK) {
			await flush();
		}
		chunk += `${line}\n`;
	};
	let rest = '';
	const reader = file.stream().pipeThrough(new TextDecoderStream()).getReader();
	for (let read = await reader.read(); !read.done; read = await reader.read()) {
		const lines = (rest + read.value).split('\n');
		rest = lines.pop();
		for (const line of lines) {
			await add(line);
		}
	}
	if (rest !== '') {
		await add(rest);
	}
	await flush();
	return total;
}

/** The action that imports into a queue. */
export function importAction(name, path) {
	return {
		title: 'Import',
		question: `Add messages of an export to "${name}"? Those that the queue has are left as they are. A message of more than `
			+ 'about 190 KB may be too large for this application\'s limit of a request; importFrom in code has none.',
		fields: [{ name: 'file', label: 'File of an export', type: 'file', required: true }],
		command: `jq -Rs '{lines: .}' FILE | curl -X POST -H 'Content-Type: application/json' \\\n  -d @- ${quote(address(path))}`,
		send: (form, post) => importFile(form.elements.file.files[0], path, post),
	};
}
