'use strict';
// Stands in for the native watchdog: an extension host whose server is gone ends itself.
exports.start = function (parentPid) {
  const timer = setInterval(() => {
    try {
      process.kill(parentPid, 0);
    } catch (error) {
      if (error.code === 'ESRCH') process.exit(87);
    }
  }, 1000);
  timer.unref();
};
