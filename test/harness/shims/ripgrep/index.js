'use strict';
// The package of this name downloads its program from GitHub; the universal one carries it.
exports.rgPath = require('@vscode/ripgrep-universal').rgPath;
