// The script of embed.html: the page, and in a worker of its own making the worker.
if (typeof document === 'object') import('../site/main.js');
else import('../site/worker.js');
